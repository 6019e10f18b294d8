import { connection } from "next/server";
import type { ReactNode } from "react";

export default async function Layout({ children }: { children: ReactNode }) {
  await connection(); // rendered for each request: a nonce of the Content Security Policy is new each time
  return (
    <html lang="en">
      <body>{children}</body>
    </html>
  );
}
