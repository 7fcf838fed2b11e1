/** Where a page sees, without loading anything, that an earlier one left something to send. */

export const MARK = "parley.unsent";

export type Mark = (kept: boolean) => void;

/** In localStorage; where that is forbidden, a page finds what is kept when it opens the database. */
export const storageMark: Mark = (kept) => {
  try {
    if (kept) localStorage.setItem(MARK, "1");
    else localStorage.removeItem(MARK);
  } catch {
    // Nothing depends on it.
  }
};
