import { useEffect, useState } from 'preact/hooks';

/** A phone, or a page at a high zoom: lists stand there where others have grids. */
export function useNarrow(): boolean {
  const [query] = useState(() => matchMedia('(max-width: 639px)'));
  const [narrow, setNarrow] = useState(query.matches);
  useEffect(() => {
    const told = () => setNarrow(query.matches);
    query.addEventListener('change', told);
    return () => query.removeEventListener('change', told);
  }, [query]);
  return narrow;
}
