/** A card that stands still: a panel, a logo and three lines of text on a colour. */
export const card = ({ seconds }) => ({
  layers: [
    {
      type: 'composition',
      width: 1920,
      height: 1080,
      fps: 30,
      sourceDuration: seconds,
      backgroundColor: '#264653',
    },
    {
      type: 'shape',
      shapeType: 'rectangle',
      style: { width: 120, height: 70, cornerRadius: 4, fill: '#f4f1de', position: [0.5, 0.5] },
    },
    { type: 'image', src: 'logo.png', style: { position: [0.5, 0.3], scale: 0.2 } },
    ...['The end', 'Thank you for watching', 'framefarm.example'].map((text, index) => ({
      type: 'text',
      text,
      style: {
        fontFamily: 'Inter',
        fontSize: [6, 3, 2][index],
        color: '#264653',
        position: [0.5, [0.5, 0.62, 0.74][index]],
      },
    })),
  ],
});
