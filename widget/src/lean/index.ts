/** What the pages take in place of Preact and its signals: the same words, so that either fits (`build.mjs` chooses). */
export {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useSignal,
  useState,
} from "./self";
export { batch, computed, effect, type ReadonlySignal, type Signal, signal } from "./signals";
export { Fragment, jsx, jsx as jsxs, render } from "./tree";
