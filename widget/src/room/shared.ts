/** What the staff's part of this page takes from here, so that the page holds everything once. */
export { useSignal } from "@preact/signals";
export { jsx, jsxs } from "preact/jsx-runtime";
export { isStaff } from "../core/state";
export { roleWord, useShared } from "../ui/context";
export { Facts } from "../ui/facts";
export { RoleShape } from "../ui/shapes";
