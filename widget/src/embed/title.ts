/** How many messages wait, in the page's title. */

/** "(2) Order 1042" while the page is hidden, and exactly what stood there before, afterwards. */
export class TitleCount {
  #before = "";
  #ours: string | null = null;

  constructor(private readonly head: { title: string }) {}

  show(count: number): void {
    const { head } = this;
    // The page has put its own meanwhile: that one holds.
    if (head.title !== this.#ours) this.#ours = null;
    if (count === 0) {
      if (this.#ours !== null) head.title = this.#before;
      this.#ours = null;
      return;
    }
    if (this.#ours === null) this.#before = head.title;
    head.title = `(${count}) ${this.#before}`;
    this.#ours = head.title;
  }
}
