/** Where a visitor's secret lies on a device, for pages that do not know yet whether they need the rest. */

export function visitorKey(url: string): string {
  return `parley.visitor|${new URL(url).origin}`;
}

/** Was a visitor here who may come back? */
export function visitorKept(url: string): boolean {
  try {
    return localStorage.getItem(visitorKey(url)) !== null;
  } catch {
    return false;
  }
}
