export { blendChannels } from './blendChannels';
export { channelColor, type ChannelLook, isColored, MAX_LOOKS, type ZoomSource } from './channelLook';
export * from './imageTarget';
