// @vitest-environment node
import { createElement, type ReactNode } from "react";
import { renderToString } from "react-dom/server";
import { expect, test, vi } from "vitest";
import { useMigration } from "../../src/react.js";

test("is pending on a server, without a boundary around it, and leaves no listener behind (F3)", () => {
  const subscribe = vi.fn<() => () => void>();
  const getState = () => ({ status: "no-session", session: "none" }) as const;
  const Status = (): ReactNode => createElement("p", null, useMigration({ subscribe, getState }).status);
  expect(renderToString(createElement(Status))).toBe("<p>pending</p>");
  expect(subscribe).not.toHaveBeenCalled();
});
