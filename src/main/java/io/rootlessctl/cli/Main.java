package io.rootlessctl.cli; final class Main { private Main() {} static void main(String[] a) { System.out.println("x"); } }
