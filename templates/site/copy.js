(() => {
  for (const button of document.querySelectorAll("[data-copy]")) {
    const source = button.closest("div").querySelector("pre");
    const label = button.textContent;
    button.addEventListener("click", async () => {
      let told = "Copied";
      try {
        await navigator.clipboard.writeText(source.textContent);
      } catch {
        getSelection().selectAllChildren(source);
        told = document.execCommand("copy") ? "Copied" : "Selected: now copy it";
      }
      button.textContent = told;
      setTimeout(() => { button.textContent = label; }, 1800);
    });
  }
})();
