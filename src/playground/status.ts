/** Short messages to the visitor, which screen readers read out. */
const host = document.getElementById('status');
let timer = 0;

export function say(message: string): void {
  if (!host) return;
  host.textContent = message;
  host.classList.add('told');
  clearTimeout(timer);
  timer = window.setTimeout(() => host.classList.remove('told'), 6000);
}
