/** The lights that a scene can be shown under, by the names of the library, and how people call them. */

/** Value of the choice that opens the slider of temperatures. */
export const BLACK_BODY = 'blackbody:';
export const COLDEST = 2000;
export const HOTTEST = 12_000;

/** Lights in groups, as they are offered. */
export const LIGHT_GROUPS: readonly {
  readonly title: string;
  readonly lights: readonly { readonly name: string; readonly title: string }[];
}[] = [
  {
    title: 'Daylight',
    lights: [
      { name: 'D50', title: 'D50, warm daylight' },
      { name: 'D55', title: 'D55, sun at noon' },
      { name: 'D65', title: 'D65, average daylight' },
      { name: 'D75', title: 'D75, northern sky' },
    ],
  },
  {
    title: 'Lamps',
    lights: [
      { name: 'A', title: 'A, light bulb' },
      { name: 'F2', title: 'F2, cool white tube' },
      { name: 'F7', title: 'F7, daylight tube' },
      { name: 'F11', title: 'F11, three-band tube' },
      { name: 'LED-3000', title: 'LED, 3000 K' },
      { name: 'LED-4000', title: 'LED, 4000 K' },
      { name: 'LED-6500', title: 'LED, 6500 K' },
    ],
  },
];

/** The temperature in a name such as `blackbody:3200`, or undefined for other lights. */
export function blackBodyKelvin(light: string): number | undefined {
  return light.startsWith(BLACK_BODY) ? Number(light.slice(BLACK_BODY.length)) : undefined;
}

/** Short name of a light, for captions. */
export function lightTitle(light: string): string {
  const kelvin = blackBodyKelvin(light);
  if (kelvin !== undefined) return `black body ${kelvin} K`;
  const known = LIGHT_GROUPS.flatMap(({ lights }) => lights).find(({ name }) => name === light);
  return known?.title ?? light;
}
