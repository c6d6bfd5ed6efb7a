export { search, type SearchOptions } from './search';
export { SearchResult, type TriedSettings } from './searchResult';
