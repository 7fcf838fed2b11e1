/** How the styles of a part that is loaded later get onto the page, or into the shadow root, that shows it. */

export function dressed(css: string): (root: DocumentOrShadowRoot) => void {
  return (root) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  };
}
