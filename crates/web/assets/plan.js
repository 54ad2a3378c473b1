// The schedule of a payment plan is computed as the form is filled. Without this file a button does it.
"use strict";
(() => {
  const form = document.querySelector("form[data-plan]");
  if (!form) return;
  let waiting = 0;
  let asked = 0;
  const compute = async () => {
    const mine = ++asked;
    const query = new URLSearchParams(new FormData(form));
    const answer = await fetch(form.action + "?" + query, { headers: { accept: "text/html" } });
    if (!answer.ok || mine !== asked) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const [fresh, shown] = [page.querySelector("#apercu"), document.querySelector("#apercu")];
    if (fresh && shown) shown.replaceWith(fresh);
  };
  form.addEventListener("input", (event) => {
    if (event.target.name === "note" || event.target.name === "precision") return;
    clearTimeout(waiting);
    waiting = setTimeout(compute, 250);
  });
})();
