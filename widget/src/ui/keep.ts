/** Puts a file on the reader's own disk; and what it means when the server does not give it. */
import { HttpRefused } from "../client/http";

/** By its address: a `blob:` of this page, or the server's link, which answers as an attachment. */
export function save(url: string, name: string): void {
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.rel = "noopener noreferrer";
  link.click();
}

/** Erased, or outside of what this person may see: nobody will get it by trying again. */
export function goneOrLost(problem: unknown): "gone" | "lost" {
  return problem instanceof HttpRefused && [403, 404, 410].includes(problem.status) ? "gone" : "lost";
}
