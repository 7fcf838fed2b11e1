/** How the tests of the widget run: in Node, without a browser. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  define: { CUSTOMERS_ONLY: "false" },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"], environment: "node" },
});
