package sealstead.encryption;

/// One write of one part of a multipart object.
///
/// @param number 1 to 10,000
/// @param id 32 random hex digits, made for this one write
public record PartName(int number, String id) {}
