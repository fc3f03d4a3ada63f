import { platform } from '$lib/platform';

const REMEMBERED = 'keyhinge.zoom';
/** In per cent. The screens are laid out for all of them in a window of 1280×800. */
const STEPS = [80, 90, 100, 110, 125, 150, 175, 200] as const;

/** Whether the host leaves zooming to the window; a browser does it itself. */
export function zoomable(): boolean {
  return platform().zoom !== undefined;
}

export function zoomIn(): void {
  show(STEPS.find((step) => step > chosen()) ?? 200);
}

export function zoomOut(): void {
  show(STEPS.findLast((step) => step < chosen()) ?? 80);
}

export function zoomReset(): void {
  show(100);
}

/** At the start, what was chosen before. */
export function restoreZoom(): void {
  if (chosen() !== 100) show(chosen());
}

function chosen(): number {
  try {
    const remembered = Number(localStorage.getItem(REMEMBERED));
    return STEPS.find((step) => step === remembered) ?? 100;
  } catch {
    return 100;
  }
}

function show(percent: number): void {
  const zoom = platform().zoom;
  if (!zoom) return;
  try {
    localStorage.setItem(REMEMBERED, String(percent));
  } catch {
    // Storage is off: every step is one from 100 %.
  }
  void zoom(percent / 100);
}
