// The first paint is themed: the choice is remembered here, beside the settings file, which takes a round trip.
// WebKitGTK lays its scrollbars over the page and fades them out, frame by frame of the whole window, for seconds.
const agent = navigator.userAgent;
if (agent.includes('Linux') && !agent.includes('Chrome'))
  document.documentElement.dataset.scrollbars = 'beside';
try {
  const theme = localStorage.getItem('keyhinge.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: the system's theme it is.
}
