/** What the parts that are loaded later take from the page's own code, so that a page holds everything once. */
export { useSignal } from "@preact/signals";
export { signal } from "@preact/signals-core";
export { useEffect, useLayoutEffect, useMemo, useRef } from "preact/hooks";
export { Fragment, jsx, jsxs } from "preact/jsx-runtime";
export { isStaff } from "../core/state";
export { addressOf } from "../net/address";
export { may, useDraft } from "./actions";
export { personOf, roleWord, useShared } from "./context";
export { CloseButton, Icon } from "./icons";
export { seenText } from "./pips";
export { PipShape, RoleShape } from "./shapes";
