/** From one value to another during the whole scene. */
const moves = (seconds, property, from, to) => ({
  property,
  keyframes: [
    { time: 0, value: from, easing: 'easeInOut' },
    { time: seconds, value: to },
  ],
});

const words = (text, style, animations) => ({
  type: 'text',
  text,
  style: { fontFamily: 'Inter', fontWeight: 700, color: '#ffffff', ...style },
  animations,
});

const shape = (shapeType, style, animations) => ({ type: 'shape', shapeType, style, animations });

/** Text and shapes only, on a colour; every one of them moves on every frame. */
export function text({ seconds }) {
  const over = (...change) => moves(seconds, ...change);
  return {
    layers: [
      {
        type: 'composition',
        width: 1920,
        height: 1080,
        fps: 30,
        sourceDuration: seconds,
        backgroundColor: '#14213d',
      },
      shape('rectangle', { width: 60, height: 8, fill: '#fca311', position: [0.2, 0.2] }, [
        over('position', [0.2, 0.2], [0.45, 0.2]),
      ]),
      shape('ellipse', { width: 18, height: 18, fill: '#e63946', position: [0.85, 0.25] }, [
        over('position', [0.85, 0.25], [0.72, 0.4]),
      ]),
      shape('star', { width: 22, height: 22, fill: '#f1faee', position: [0.14, 0.72] }, [
        over('rotation', 0, 180),
      ]),
      shape('polygon', { width: 16, height: 16, fill: '#2a9d8f', position: [0.86, 0.76] }, [
        over('scale', 0.6, 1.3),
      ]),
      words('Everything moves', { fontSize: 6, position: [0.5, 0.4] }, [
        over('position', [0.42, 0.4], [0.56, 0.43]),
      ]),
      words('and nothing stands still', { fontSize: 3, fontWeight: 400, position: [0.5, 0.55] }, [
        over('scale', 1, 1.25),
      ]),
      words('not even this', { fontSize: 2.4, color: '#fca311', position: [0.5, 0.68] }, [
        over('rotation', -4, 4),
      ]),
      words('a line that travels through the picture', { fontSize: 2, position: [0.5, 0.92] }, [
        over('position', [0.3, 0.92], [0.7, 0.92]),
      ]),
    ],
  };
}
