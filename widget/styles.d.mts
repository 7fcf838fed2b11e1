/** For the tests: what `styles.mjs` offers them. */
export const TOLD: RegExp;
