'use client';

import { useEffect, useRef, useState } from 'react';

import { Field } from '@/components/ui/field';

const WAIT_MS = 300;

interface SearchFieldProps {
  readonly label: string;
  readonly className?: string | undefined;
  readonly initial?: string | undefined;
  /** Called when typing has paused. */
  readonly onSearch: (text: string) => void;
}

/** A field that searches while one types. */
export function SearchField({ label, className, initial = '', onSearch }: SearchFieldProps) {
  const [text, setText] = useState(initial);
  const told = useRef(initial);
  const search = useRef(onSearch);
  useEffect(() => {
    search.current = onSearch;
  });
  useEffect(() => {
    if (text === told.current) return;
    const timer = setTimeout(() => {
      told.current = text;
      search.current(text.trim());
    }, WAIT_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <Field
      type="search"
      label={label}
      className={className}
      value={text}
      autoComplete="off"
      onChange={(event) => setText(event.target.value)}
    />
  );
}
