export { embed, type EmbedOptions } from './embed';
