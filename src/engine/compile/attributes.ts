import type { Binding, OpAttribute } from '../provider/tensorflow/binding';
import { bytesField, floatField, integerField, message, packedFloats, packedIntegers } from './protobuf';

/** A serialized AttrValue. */
export type AttributeValue = Uint8Array;

/** Field numbers of AttrValue; those of its lists are the same. */
const LIST = 1;
const STRING = 2;
const INT = 3;
const FLOAT = 4;
const BOOL = 5;
const TYPE = 6;
const SHAPE = 7;
const TENSOR = 8;

/** An attribute as TensorFlow.js gives it to an eager op. */
export function attributeValue(binding: Binding, { name, type, value }: OpAttribute): AttributeValue {
  switch (type) {
    case binding.TF_ATTR_STRING:
      return bytesField(STRING, value as string);
    case binding.TF_ATTR_INT:
      return Array.isArray(value) ? bytesField(LIST, packedIntegers(INT, value)) : integerField(INT, value as number);
    case binding.TF_ATTR_FLOAT:
      return Array.isArray(value) ? bytesField(LIST, packedFloats(FLOAT, value)) : floatField(FLOAT, value as number);
    case binding.TF_ATTR_BOOL:
      return Array.isArray(value)
        ? bytesField(LIST, packedIntegers(BOOL, value.map(Number)))
        : integerField(BOOL, Number(value));
    case binding.TF_ATTR_TYPE:
      return typeValue(value as number);
    case binding.TF_ATTR_SHAPE:
      return shapeValue(value as number[]);
    default:
      throw new Error(`the attribute ${name} is of an unknown kind`);
  }
}

export function textValue(text: string): AttributeValue {
  return bytesField(STRING, text);
}

export function numberValue(integer: number): AttributeValue {
  return integerField(INT, integer);
}

export function flagValue(flag: boolean): AttributeValue {
  return integerField(BOOL, Number(flag));
}

export function typesValue(dtypes: readonly number[]): AttributeValue {
  return bytesField(LIST, packedIntegers(TYPE, dtypes));
}

export function shapesValue(shapes: readonly (readonly number[])[]): AttributeValue {
  return bytesField(LIST, message(...shapes.map(shapeValue)));
}

export function typeValue(dtype: number): AttributeValue {
  return integerField(TYPE, dtype);
}

export function shapeValue(shape: readonly number[]): AttributeValue {
  return bytesField(SHAPE, shapeMessage(shape));
}

/** A constant: row-major values as they lie in memory, little-endian. */
export function tensorValue(dtype: number, shape: readonly number[], content: Uint8Array): AttributeValue {
  const tensor = message(integerField(1, dtype), bytesField(2, shapeMessage(shape)), bytesField(4, content));
  return bytesField(TENSOR, tensor);
}

function shapeMessage(shape: readonly number[]): Uint8Array {
  return message(...shape.map((size) => bytesField(2, integerField(1, size))));
}
