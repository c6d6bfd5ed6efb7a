export { tokenDictionary, type TokenDictionaryOptions } from './tokenDictionary';
export { type NamedTable, TokenDictionary, type TokenEntry } from './tokenDictionaryResult';
export {
  activationScore,
  besideMarked,
  tokenIds,
  tokenShares,
  tokenTransition,
  type TokenTransition,
  topTokens,
} from './tokens';
