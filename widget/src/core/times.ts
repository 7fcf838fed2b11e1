/** Moments that stand for none. */

/** Milliseconds: before any clock of ours began, so that nothing counts as having happened lately. */
export const LONG_AGO = -1e9;
