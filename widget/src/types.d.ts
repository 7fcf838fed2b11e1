/** Stylesheets as text, made by the build. */
declare module "*?text" {
  const text: string;
  export default text;
}
