/** What the parts that are loaded later take from the page's own code, so that a page holds everything once. */
export { useSignal } from "@preact/signals";
export { useEffect, useLayoutEffect, useRef } from "preact/hooks";
export { Fragment, jsx, jsxs } from "preact/jsx-runtime";
export { seenBy } from "../core/cursors";
export { pending } from "../core/outbox";
export { isPresent, isStaff } from "../core/state";
export { addressOf } from "../net/address";
export { may, useDraft } from "./actions";
export { whyText } from "./bubble";
export { personOf, roleWord, useShared } from "./context";
export { CloseButton } from "./icons";
export { seenText } from "./pips";
export { Face, PipShape, RoleShape } from "./shapes";
export { bodyText } from "./words";
