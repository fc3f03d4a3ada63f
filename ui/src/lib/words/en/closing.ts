/** The question whether to go on without the window. */
export const closing = {
  title: 'The gateway is running',
  consequence: 'If Keyhinge quits, programs that use the gateway stop working.',
  with_tray: 'Kept running, Keyhinge stays in the tray, which brings the window back.',
  without_tray:
    'This desktop shows no tray. Kept running, Keyhinge has no window. Start Keyhinge again to bring the window back.',
  nothing_lost: 'Nothing is lost either way; a key that was just made can be shown later.',
  remember: 'Remember this choice',
  remember_about: 'Settings has it too.',
  cancel: 'Cancel',
  quit: 'Quit',
  keep_running: 'Keep running',
  keep_running_in_tray: 'Keep running in the tray',
};
