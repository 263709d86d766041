/** A clip that fills the frame under three stacked effects: the look of a film. */
export const effects = ({ seconds }) => ({
  layers: [
    { type: 'composition', width: 1920, height: 1080, fps: 30, sourceDuration: seconds },
    {
      type: 'video',
      src: 'clip169.mp4',
      duration: seconds,
      effects: [
        { effect: 'colorCorrection', params: { exposure: 0.2, contrast: 1.15, saturation: 1.2 } },
        { effect: 'chromaticAberration', params: { intensity: 0.004 } },
        { effect: 'vignette', params: { intensity: 0.6 } },
      ],
    },
  ],
});
