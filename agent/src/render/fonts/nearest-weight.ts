/** The weight that CSS takes when the wanted one does not exist (CSS Fonts 4, 5.2). */
export function nearestWeight(wanted: number, available: readonly number[]): number {
  const sorted = [...available].sort((a, b) => a - b);
  const lighter = sorted.filter((weight) => weight < wanted).reverse();
  const heavier = sorted.filter((weight) => weight > wanted);
  if (sorted.includes(wanted)) return wanted;
  const order =
    wanted >= 400 && wanted <= 500
      ? [...heavier.filter((weight) => weight <= 500), ...lighter, ...heavier]
      : wanted < 400
        ? [...lighter, ...heavier]
        : [...heavier, ...lighter];
  return order[0] ?? wanted;
}
