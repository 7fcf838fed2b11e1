/** What the parts that are loaded later take from the page's own code, so that a page holds everything once. */
export { useSignal } from "@preact/signals";
export { useEffect, useRef } from "preact/hooks";
export { Fragment, jsx, jsxs } from "preact/jsx-runtime";
export { isStaff } from "../core/state";
export { addressOf } from "../net/address";
export { may, useDraft } from "./actions";
export { roleWord, useShared } from "./context";
export { CloseButton } from "./icons";
export { seenText } from "./pips";
export { PipShape, RoleShape } from "./shapes";
