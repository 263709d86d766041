const SHOWN_S = 5;
const FADE_S = 1;

/** Photos of 2400 × 1600: each slowly grows and drifts for five seconds and cross-fades into the next. */
export function slideshow({ photos }) {
  const images = Array.from({ length: photos }, (_, index) => {
    const duration = index === photos - 1 ? SHOWN_S : SHOWN_S + FADE_S;
    const to = index % 2 === 0 ? [0.52, 0.49] : [0.48, 0.51];
    return {
      type: 'image',
      src: `photo${index + 1}.jpg`,
      start: index * SHOWN_S,
      duration,
      style: { fit: 'cover' },
      animations: [
        {
          property: 'scale',
          keyframes: [
            { time: 0, value: 1.06 },
            { time: duration, value: 1.2 },
          ],
        },
        {
          property: 'position',
          keyframes: [
            { time: 0, value: [0.5, 0.5] },
            { time: duration, value: to },
          ],
        },
      ],
      ...(index === 0 ? {} : { transitionIn: { transition: 'fade', duration: FADE_S } }),
    };
  });
  const sourceDuration = photos * SHOWN_S;
  return { layers: [{ type: 'composition', width: 1920, height: 1080, fps: 30, sourceDuration }, ...images] };
}

export const photosOf = (photos) => Array.from({ length: photos }, (_, index) => `photo${index + 1}.jpg`);
