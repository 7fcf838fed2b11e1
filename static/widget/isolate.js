async function r(){throw new Error("later")}export{r as mount};
