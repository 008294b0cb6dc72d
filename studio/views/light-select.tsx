/** Chooses a light: a list of names, and a slider for black bodies. */
import { Select } from '../controls/select.tsx';
import { Slider } from '../controls/slider.tsx';
import { BLACK_BODY, blackBodyKelvin, COLDEST, HOTTEST, LIGHT_GROUPS } from './lights.ts';

interface Props {
  readonly label: string;
  readonly light: string;
  readonly choose: (light: string) => void;
  /** An entry for no light, with its words. */
  readonly none?: string;
}

export function LightSelect({ label, light, choose, none }: Props) {
  const kelvin = blackBodyKelvin(light);
  return (
    <>
      <Select
        label={label}
        value={kelvin === undefined ? light : BLACK_BODY}
        choose={(value) => choose(value === BLACK_BODY ? `${BLACK_BODY}3200` : value)}
      >
        {none !== undefined && <option value="">{none}</option>}
        {LIGHT_GROUPS.map(({ title, lights }) => (
          <optgroup key={title} label={title}>
            {lights.map((entry) => (
              <option key={entry.name} value={entry.name}>
                {entry.title}
              </option>
            ))}
          </optgroup>
        ))}
        <optgroup label="Any temperature">
          <option value={BLACK_BODY}>Black body …</option>
        </optgroup>
      </Select>
      {kelvin !== undefined && (
        <Slider
          label="Temperature"
          name={`Temperature, ${label.toLowerCase()}`}
          value={kelvin}
          low={COLDEST}
          high={HOTTEST}
          step={50}
          unit="K"
          choose={(value) => choose(`${BLACK_BODY}${value}`)}
        />
      )}
    </>
  );
}
