/** Commands that are answered by their reference; a socket that is gone answers none. */
import type { Ref, ServerFrame } from "../core/wire";

interface Question {
  resolve(frame: ServerFrame): void;
  reject(problem: Error): void;
}

export class Questions {
  #waiting = new Map<Ref, Question>();
  #last = 0;

  nextRef(): number {
    this.#last += 1;
    return this.#last;
  }

  /** Promises the answer to the frame that `send` gives this reference. */
  ask(send: (ref: number) => void): Promise<ServerFrame> {
    return new Promise((resolve, reject) => {
      const ref = this.nextRef();
      this.#waiting.set(ref, { resolve, reject });
      send(ref);
    });
  }

  answer(ref: Ref | undefined, frame: ServerFrame): void {
    if (ref === undefined) return;
    const question = this.#waiting.get(ref);
    this.#waiting.delete(ref);
    question?.resolve(frame);
  }

  lost(): void {
    const unanswered = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const question of unanswered) question.reject(new Error("offline"));
  }
}
