import { useEffect, useMemo, useState } from 'preact/hooks';

/** Is there only room for one column: a phone, or 400 % zoom? */
export function useNarrow(): boolean {
  const query = useMemo(() => matchMedia('(max-width: 639px)'), []);
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const told = () => setNarrow(query.matches);
    query.addEventListener('change', told);
    return () => query.removeEventListener('change', told);
  }, [query]);
  return narrow;
}
