(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = button.closest("div").querySelector("pre");
    const label = button.textContent;
    const status = Object.assign(document.createElement("span"), { className: "unseen" });
    status.setAttribute("role", "status");
    button.after(status);
    button.addEventListener("click", async () => {
      let told = say("Copied");
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        getSelection().selectAllChildren(source);
        told = document.execCommand("copy") ? say("Copied") : say("Selected: now copy it");
      }
      button.textContent = status.textContent = told;
      setTimeout(() => { button.textContent = label; status.textContent = ""; }, 1800);
    });
  }
})();
