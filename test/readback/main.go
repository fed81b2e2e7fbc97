// Reads manifests as kubectl does, and compares them with the objects that they were written from.
//
//	readback FILE.yaml FILE.json [FILE.yaml FILE.json ...]
//
// Each JSON file is a list of the objects that were meant. What differs is a line of standard output.
package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"sort"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/util/json"
	"k8s.io/apimachinery/pkg/util/yaml"
)

func main() {
	files := os.Args[1:]
	if len(files) == 0 || len(files)%2 != 0 {
		fmt.Fprintln(os.Stderr, "usage: readback FILE.yaml FILE.json [FILE.yaml FILE.json ...]")
		os.Exit(2)
	}
	objects := 0
	for i := 0; i < len(files); i += 2 {
		read, err := manifests(files[i])
		if err != nil {
			fmt.Printf("%s: %v\n", files[i], err)
			continue
		}
		meant, err := list(files[i+1])
		if err != nil {
			fmt.Fprintf(os.Stderr, "%s: %v\n", files[i+1], err)
			os.Exit(1)
		}
		compare(files[i], meant, read)
		objects += len(read)
	}
	fmt.Fprintf(os.Stderr, "%d objects read\n", objects)
}

// manifests reads a stream of YAML documents as the builder of kubectl's resources does.
func manifests(file string) ([]any, error) {
	reader, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer reader.Close()
	decoder := yaml.NewYAMLOrJSONDecoder(bufio.NewReader(reader), 4096)
	var objects []any
	for {
		document := runtime.RawExtension{}
		if err := decoder.Decode(&document); err != nil {
			if errors.Is(err, io.EOF) {
				return objects, nil
			}
			return nil, fmt.Errorf("document %d: %w", len(objects)+1, err)
		}
		decoded, _, err := unstructured.UnstructuredJSONScheme.Decode(document.Raw, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("document %d: %w", len(objects)+1, err)
		}
		objects = append(objects, decoded.(*unstructured.Unstructured).Object)
	}
}

func list(file string) ([]any, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var objects []any
	return objects, json.Unmarshal(data, &objects)
}

// compare prints the first thing of each object that was read in another way than it was meant.
func compare(path string, meant, read any) bool {
	if reflect.DeepEqual(meant, read) {
		return true
	}
	switch meant := meant.(type) {
	case map[string]any:
		if read, ok := read.(map[string]any); ok {
			for _, key := range keys(meant, read) {
				if !compare(fmt.Sprintf("%s.%q", path, key), meant[key], read[key]) {
					return false
				}
			}
		}
	case []any:
		if read, ok := read.([]any); ok && len(read) == len(meant) {
			same := true
			for index := range meant {
				same = compare(fmt.Sprintf("%s[%d]", path, index), meant[index], read[index]) && same
			}
			return same
		}
	}
	fmt.Printf("%s: meant %#v, read %#v\n", path, meant, read)
	return false
}

func keys(maps ...map[string]any) []string {
	seen := map[string]bool{}
	var all []string
	for _, each := range maps {
		for key := range each {
			if !seen[key] {
				seen[key] = true
				all = append(all, key)
			}
		}
	}
	sort.Strings(all)
	return all
}
