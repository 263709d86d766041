/** A 4:3 clip that covers the frame, a logo that fades and slides, two animated titles, music. */
export const typical = ({ width, height, seconds, clip = 'clip43.mp4' }) => ({
  layers: [
    { type: 'composition', width, height, fps: 30, sourceDuration: seconds },
    { type: 'video', src: clip, duration: seconds },
    {
      type: 'image',
      src: 'logo.png',
      start: 0.05 * seconds,
      duration: 0.9 * seconds,
      style: { position: [0.88, 0.14], scale: 0.2 },
      transitionIn: { transition: 'slideLeft', duration: 0.8 },
      transitionOut: { transition: 'fade', duration: 0.6 },
    },
    {
      type: 'text',
      text: 'A title that slides in',
      start: 0.05 * seconds,
      duration: 0.45 * seconds,
      style: { fontFamily: 'Inter', fontSize: 5, fontWeight: 700, position: [0.5, 0.72] },
      transitionIn: { transition: 'slideUp', duration: 0.8 },
      transitionOut: { transition: 'fade', duration: 0.5 },
    },
    {
      type: 'text',
      text: 'and another one after it',
      start: 0.5 * seconds,
      duration: 0.45 * seconds,
      style: { fontFamily: 'Inter', fontSize: 4, position: [0.5, 0.8] },
      transitionIn: { transition: 'zoom', duration: 0.8 },
      transitionOut: { transition: 'fade', duration: 0.5 },
    },
    { type: 'audio', src: 'music.wav', duration: seconds },
  ],
});

export const TYPICAL_MEDIA = ['clip43.mp4', 'logo.png', 'music.wav'];
