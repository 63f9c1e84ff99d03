/** Durations as people type them. */

/** Minutes of `1:30`, `1.5`, `1,5`, `90m`, `1h30`, `1 h 30 min`, `2h`, `.5`; undefined when it is none of them. */
export function readDuration(text: string): number | undefined {
  const typed = text.trim().toLowerCase().replace(/\s+/g, '');
  const clock = /^(\d{1,3}):([0-5]\d)$/.exec(typed);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const words = /^(?:(\d+(?:[.,]\d+)?)(?:h|hr|hrs|std))?(?:(\d+)(?:m|min|mins)?)?$/.exec(typed);
  const plain = /^\d*[.,]?\d+$|^\d+[.,]$/.test(typed);
  if (plain) return Math.round(Number(typed.replace(',', '.')) * 60);
  if (!words || (!words[1] && !words[2])) return undefined;
  return Math.round(Number((words[1] ?? '0').replace(',', '.')) * 60) + Number(words[2] ?? 0);
}

/** `1:30` */
export function writeDuration(minutes: number): string {
  const whole = Math.round(Math.abs(minutes));
  return `${minutes < 0 ? '-' : ''}${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}
