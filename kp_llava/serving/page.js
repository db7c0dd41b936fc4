// draws a scene over the picture, where the picture lies within its frame; null takes the drawing away
let frame;
function showSkeleton(scene) {
  cancelAnimationFrame(frame);
  document.querySelectorAll(".skeleton").forEach((old) => old.remove());
  if (!scene) return;
  const svg = drawScene(scene, scene.skeleton);
  svg.setAttribute("class", "skeleton");
  svg.setAttribute("preserveAspectRatio", "xMidYMid meet");
  // the page puts its picture in anew when it changes, and its size follows the window
  const follow = () => {
    const image = document.querySelector("#picture img");
    if (image) {
      const parent = image.parentElement;
      if (svg.parentElement !== parent) {
        parent.style.position = "relative";
        parent.append(svg);
      }
      for (const [name, value] of [["left", image.offsetLeft], ["top", image.offsetTop], ["width", image.clientWidth], ["height", image.clientHeight]]) {
        if (svg.style[name] !== `${value}px`) svg.style[name] = `${value}px`;
      }
    } else svg.remove();
    frame = requestAnimationFrame(follow);
  };
  follow();
}

// on a phone the answers stand below the question: brings them into sight
function showAnswers() {
  const chat = document.querySelector("#chat-0");
  if (chat.getBoundingClientRect().top > innerHeight / 2) chat.scrollIntoView({ behavior: "smooth", block: "start" });
}
