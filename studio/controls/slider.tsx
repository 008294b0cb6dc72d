/** A labelled slider that shows its number. */

interface Props {
  readonly label: string;
  /** A longer name, where several sliders have one label; it begins with the label. */
  readonly name?: string;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  readonly step: number;
  readonly unit: string;
  readonly choose: (value: number) => void;
}

export function Slider({ label, name = label, value, low, high, step, unit, choose }: Props) {
  const text = `${value} ${unit}`.trim();
  return (
    <label class="field slider">
      <span>{label}</span>
      <input
        type="range"
        min={low}
        max={high}
        step={step}
        value={value}
        aria-label={name}
        aria-valuetext={text}
        onInput={(event) => choose(Number(event.currentTarget.value))}
      />
      <output>{text}</output>
    </label>
  );
}
