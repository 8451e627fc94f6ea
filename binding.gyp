# Builds the same addon as CMakeLists.txt, for node-gyp. Sources and flags come from native/targets.json; gyp has no flags
# per file, so every SIMD target is a static library. On another architecture than its own, a target's file is empty.
{
  "target_defaults": {
    "cflags_cc": ["-std=c++20", "<!@(node native/targets.cjs flags gnu)"],
    "cflags_cc!": ["-fno-exceptions", "-std=gnu++17", "-std=gnu++20"],
    "cflags!": ["-fno-exceptions", "-O2"],
    "defines": ["_FILE_OFFSET_BITS=64"],
    "xcode_settings": {
      "CLANG_CXX_LANGUAGE_STANDARD": "c++20",
      "GCC_ENABLE_CPP_EXCEPTIONS": "YES",
      "MACOSX_DEPLOYMENT_TARGET": "11.0",
      "OTHER_CPLUSPLUSFLAGS": ["<!@(node native/targets.cjs flags gnu)"]
    },
    "msvs_settings": {
      "VCCLCompilerTool": {
        "ExceptionHandling": 1,
        "AdditionalOptions": ["/std:c++20", "<!@(node native/targets.cjs flags msvc)"]
      }
    }
  },
  "targets": [
    {
      "target_name": "halflite",
      "dependencies": ["halflite_avx512", "halflite_avx2", "halflite_neon", "halflite_scalar"],
      "sources": ["<!@(node native/targets.cjs sources core addon)"],
      "include_dirs": ["<!(node -p \"require('path').resolve(require('node-addon-api').include_dir)\")"],
      "defines": [
        "NAPI_VERSION=8",
        "NODE_ADDON_API_CPP_EXCEPTIONS",
        "NODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS",
        "HALFLITE_TARGETS=<!(node native/targets.cjs definition <(target_arch))"
      ]
    },
    {
      "target_name": "halflite_avx512",
      "type": "static_library",
      "sources": ["<!(node native/targets.cjs source avx512)"],
      "cflags_cc": ["<!@(node native/targets.cjs flags gnu avx512 <(target_arch))"],
      "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["<!@(node native/targets.cjs flags gnu avx512 <(target_arch))"] },
      "msvs_settings": {
        "VCCLCompilerTool": { "AdditionalOptions": ["<!@(node native/targets.cjs flags msvc avx512 <(target_arch))"] }
      }
    },
    {
      "target_name": "halflite_avx2",
      "type": "static_library",
      "sources": ["<!(node native/targets.cjs source avx2)"],
      "cflags_cc": ["<!@(node native/targets.cjs flags gnu avx2 <(target_arch))"],
      "xcode_settings": { "OTHER_CPLUSPLUSFLAGS": ["<!@(node native/targets.cjs flags gnu avx2 <(target_arch))"] },
      "msvs_settings": {
        "VCCLCompilerTool": { "AdditionalOptions": ["<!@(node native/targets.cjs flags msvc avx2 <(target_arch))"] }
      }
    },
    {
      "target_name": "halflite_neon",
      "type": "static_library",
      "sources": ["<!(node native/targets.cjs source neon)"]
    },
    {
      "target_name": "halflite_scalar",
      "type": "static_library",
      "sources": ["<!(node native/targets.cjs source scalar)"]
    }
  ]
}
