/** One folder of the farm, and the room on its disk. */
export interface DiskRoom {
  folder: string;
  freeBytes: number;
}

/** A sentence about the fullest disk, when one has less than `reserveBytes`; undefined: there is room. */
export function diskTrouble(rooms: readonly DiskRoom[], reserveBytes: number): string | undefined {
  const [least] = [...rooms].sort((a, b) => a.freeBytes - b.freeBytes);
  if (!least || least.freeBytes >= reserveBytes) return undefined;
  return (
    `the disk of ${least.folder} has ${sizeText(least.freeBytes)} left, and ${sizeText(reserveBytes)} are ` +
    'kept free (FRAMEFARM_SPACE_RESERVE)'
  );
}

const sizeText = (bytes: number): string =>
  bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GiB` : `${Math.floor(bytes / 2 ** 20)} MiB`;
