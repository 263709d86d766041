/** Whether an uploaded font file is meant by a family name: "Brand Sans" is `BrandSans.ttf` or `brand-sans-regular.otf`. */
export function isFontOf(family: string, fileName: string): boolean {
  const wanted = plain(family);
  const file = plain(fileName.replace(/\.[a-z0-9]{2,5}$/i, ''));
  return wanted !== '' && (file === wanted || file === `${wanted}regular` || file === `${wanted}variable`);
}

const plain = (name: string): string => name.toLowerCase().replace(/[\s_.-]+/g, '');
