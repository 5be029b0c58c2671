/// stub
pub(crate) fn second_reading(_bytes: &[u8], _password: Option<&str>) -> Option<Vec<String>> {
    None
}
