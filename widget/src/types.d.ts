/** Stylesheets as text, made by the build. */
declare module "*?text" {
  const text: string;
  export default text;
}

/** Is this the widget? What drivers, merchants and staff have besides stays out of it: the build says so. */
declare const CUSTOMERS_ONLY: boolean;

/** Is this the workspace? What it alone shows of a room costs no other page a byte. */
declare const ON_DESK: boolean;
