// The first paint is themed: the choice is remembered here, beside the settings file, which takes a round trip.
try {
  const theme = localStorage.getItem('keyhinge.theme');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
} catch {
  // Storage is off: the system's theme it is.
}
