const COLUMNS = 4;
/** Drawn as 416 × 234 pixels, as a layout on a grid of even pixels has it. */
const TILE = {
  scale: 416 / 1920,
  x: (column) => (240 + column * 480) / 1920,
  y: (row) => [325, 735][row] / 1080,
};

const cells = Array.from({ length: 8 }, (_, index) => ({
  index,
  position: [TILE.x(index % COLUMNS), TILE.y(Math.floor(index / COLUMNS))],
}));

const below = ([x, y], by) => [x, y + by];

/** 50 layers with the composition: eight videos in a grid, each framed, named, numbered and marked; headings, a footer. */
export function grid({ seconds }) {
  const label = (text, position, style = {}) => ({
    type: 'text',
    text,
    style: { fontFamily: 'Inter', fontSize: 1.3, color: '#ffffff', position, ...style },
  });
  const bar = (position, width, fill, more = {}) => ({
    type: 'shape',
    shapeType: 'rectangle',
    style: { width, height: 0.6, fill, position },
    ...more,
  });
  const grows = {
    property: 'scale',
    keyframes: [
      { time: 0, value: [0.05, 1] },
      { time: seconds, value: [1, 1] },
    ],
  };
  return {
    layers: [
      {
        type: 'composition',
        width: 1920,
        height: 1080,
        fps: 30,
        sourceDuration: seconds,
        backgroundColor: '#101820',
      },
      ...cells.map(({ position }) => ({
        type: 'shape',
        shapeType: 'rectangle',
        style: { width: 40, height: 23.2, cornerRadius: 0.6, fill: '#2b3a4a', position },
      })),
      ...cells.map(({ index, position }) => ({
        type: 'video',
        src: `tile${index + 1}.mp4`,
        duration: seconds,
        style: { scale: TILE.scale, position },
      })),
      ...cells.map(({ index, position }) => label(`Camera ${index + 1}`, below(position, 0.13))),
      ...cells.map(({ index, position }) =>
        label(`${index + 1}`, [position[0] - 0.1, position[1] - 0.09], { fontWeight: 700, fontSize: 1 }),
      ),
      ...cells.map(({ position }) => ({
        type: 'shape',
        shapeType: 'ellipse',
        style: {
          width: 1.4,
          height: 1.4,
          fill: '#e63946',
          position: [position[0] + 0.1, position[1] - 0.09],
        },
      })),
      label('Eight cameras', [0.5, 0.08], { fontSize: 3, fontWeight: 700 }),
      {
        ...label('all of them live', [0.5, 0.13], { color: '#9fb3c8' }),
        transitionIn: { transition: 'slideUp', duration: 0.8 },
      },
      label('North gate', [0.08, 0.08]),
      label('South gate', [0.92, 0.08]),
      bar([0.5, 0.95], 160, '#2b3a4a'),
      bar([0.5, 0.95], 160, '#fca311', { animations: [grows] }),
      { type: 'image', src: 'logo.png', style: { position: [0.95, 0.94], scale: 0.06 } },
      label('recorded by framefarm', [0.12, 0.94]),
      {
        ...label('REC', [0.88, 0.94], { color: '#e63946', fontWeight: 700 }),
        start: seconds / 4,
        duration: seconds / 2,
      },
    ],
  };
}

export const TILES = cells.map(({ index }) => `tile${index + 1}.mp4`);
