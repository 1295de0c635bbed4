# expect: some("capacitor://localhost", "http://localhost", "tauri://localhost")
# views: any path

from flask import Flask

from flask_cors import CORS

app = Flask(__name__)
CORS(app, origins=["capacitor://localhost", "http://localhost", "tauri://localhost"])
