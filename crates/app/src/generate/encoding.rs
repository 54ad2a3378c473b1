//! One-byte encodings of the files that old accounting programs write.

use super::Encoding;

/// The bytes of a text; characters that the encoding lacks become `?`.
pub(super) fn encode(text: &str, encoding: Encoding) -> Vec<u8> {
    if encoding == Encoding::Utf8 {
        return text.as_bytes().to_vec();
    }
    text.chars().map(|character| byte(character, encoding).unwrap_or(b'?')).collect()
}

fn byte(character: char, encoding: Encoding) -> Option<u8> {
    let extra: &[(char, u8)] = match encoding {
        Encoding::Utf8 => &[],
        Encoding::Cp1252 => &[('€', 0x80), ('Œ', 0x8c), ('’', 0x92), ('œ', 0x9c), ('Ÿ', 0x9f)],
        Encoding::Iso885915 => &[('€', 0xa4), ('Œ', 0xbc), ('œ', 0xbd), ('Ÿ', 0xbe)],
    };
    if let Some((_, byte)) = extra.iter().find(|(known, _)| *known == character) {
        return Some(*byte);
    }
    // Both agree with Unicode elsewhere, save for the eight signs that ISO-8859-15 replaced.
    let latin = u8::try_from(u32::from(character)).ok().filter(|code| !(0x80..0xa0).contains(code))?;
    let replaced = encoding == Encoding::Iso885915 && [0xa4, 0xa6, 0xa8, 0xb4, 0xb8, 0xbc, 0xbd, 0xbe].contains(&latin);
    (!replaced).then_some(latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_and_signs() {
        let cases =
            [(Encoding::Cp1252, b"\xe9\x80\x9c?".as_slice()), (Encoding::Iso885915, b"\xe9\xa4\xbd?"), (Encoding::Utf8, "é€œ→".as_bytes())];
        for (encoding, expected) in cases {
            assert_eq!(encode("é€œ→", encoding), expected, "{encoding:?}");
        }
        assert_eq!(encode("¤", Encoding::Iso885915), b"?");
    }
}
