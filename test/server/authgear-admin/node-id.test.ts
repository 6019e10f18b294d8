import { describe, expect, it } from "vitest";
import { markDevice, readDeviceMark } from "../../../src/server/authgear-admin/device-mark.js";
import { bareID, nodeID } from "../../../src/server/authgear-admin/node-id.js";

describe("a node id", () => {
  it("is base64url without padding, both ways", () => {
    expect(nodeID("User", "a")).toBe("VXNlcjph");
    expect(nodeID("User", "ü?>~")).toMatch(/^[\w-]+$/);
    expect(bareID("User", nodeID("User", "8b0f5b7e-7d5e-4a44-9d3f-2f9b7e6f7c11"))).toBe(
      "8b0f5b7e-7d5e-4a44-9d3f-2f9b7e6f7c11",
    );
  });

  it.each([undefined, 7, "", "VXNlcjo", "VXNlcjph=", "!", "a", nodeID("Session", "a")])(
    "of a user is not %j",
    (value) => {
      expect(bareID("User", value)).toBeUndefined();
    },
  );
});

describe("the mark of a session", () => {
  it("is the device info that the real server was seen to show (fact 13)", () => {
    expect(markDevice("8b0f5b7e-7d5e-4a44-9d3f-2f9b7e6f7c11")).toBe(
      "eyJpb3MiOnsiTlNCdW5kbGUiOnsiQ0ZCdW5kbGVEaXNwbGF5TmFtZSI6InNlc3Npb24tbWlncmF0aW9uIDhiMGY1YjdlLTdkNWUtNGE0NC05ZDNmLTJmOWI3ZTZmN2MxMSJ9fX0",
    );
  });

  it("is read back, and nothing else is", () => {
    expect(readDeviceMark("session-migration 1")).toBe("1");
    for (const name of [null, undefined, "", "session-migration ", "My session-migration 1", 7]) {
      expect(readDeviceMark(name)).toBeUndefined();
    }
  });
});
