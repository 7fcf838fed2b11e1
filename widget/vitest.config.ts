/** How the tests of the widget run: in Node, without a browser. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { CUSTOMERS_ONLY: "false", ON_DESK: "true" },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"], environment: "node" },
});
